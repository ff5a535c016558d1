"""Every page of the node."""

from allauth.account.views import LoginView, LogoutView
from django.urls import path
from django.views.i18n import set_language

from tajawub.web import acting, cases, desk, dossiers, drafts, duty, nodepage, oral, papers, signin, statistics

urlpatterns = [
    path("", desk.desk, name="desk"),
    path("sign-in/", LoginView.as_view(template_name="web/sign_in.html"), name="account_login"),
    path("sign-out/", LogoutView.as_view(template_name="web/sign_out.html"), name="account_logout"),
    path("sign-in/link/<str:token>/", signin.link, name="link"),
    path("language/", set_language, name="set_language"),
    path("drafts/new/", drafts.begin, name="begin"),
    path("drafts/<uuid:key>/", drafts.draft, name="draft"),
    path("drafts/<uuid:key>/save/", drafts.save, name="save"),
    path("drafts/<uuid:key>/review/", drafts.review, name="review"),
    path("drafts/<uuid:key>/preview.pdf", drafts.preview, name="preview"),
    path("drafts/<uuid:key>/submit/", drafts.submit, name="submit"),
    path("drafts/<uuid:key>/approve/", drafts.approve, name="approve"),
    path("drafts/<uuid:key>/send-back/", drafts.send_back, name="send_back"),
    path("drafts/<uuid:key>/take-back/", drafts.take_back, name="take_back"),
    path("drafts/<uuid:key>/discard/", drafts.discard, name="discard"),
    path("drafts/<uuid:key>/issue/", drafts.issue, name="issue"),
    path("requests/<uuid:key>/", dossiers.dossier, name="dossier"),
    path("requests/<uuid:key>/note/", dossiers.note, name="note"),
    path("requests/<uuid:key>/dispatch/", dossiers.dispatch, name="dispatch"),
    path("requests/<uuid:key>/draft/<slug:kind>/", drafts.begin_act, name="begin_act"),
    path("requests/<uuid:key>/act/<slug:kind>/", acting.act, name="act"),
    path("requests/<uuid:key>/acts/<str:digest>/letter.pdf", papers.letter, name="letter"),
    path("requests/<uuid:key>/acts/<str:digest>/sealed.asice", papers.sealed, name="sealed"),
    path("requests/<uuid:key>/acts/<str:digest>/proof", papers.proof, name="proof"),
    path("requests/<uuid:key>/acts/<str:digest>/annexes/<str:sha256>", papers.annex, name="annex"),
    path("requests/<uuid:key>/case/", cases.put_in_case, name="put_in_case"),
    path("requests/<uuid:key>/case/leave/", cases.take_out_of_case, name="take_out_of_case"),
    path("requests/<uuid:key>/diligence/", cases.record_diligence, name="record_diligence"),
    path("cases/", cases.cases, name="cases"),
    path("cases/new/", cases.open_case, name="open_case"),
    path("cases/<uuid:key>/", cases.case, name="case"),
    path("cases/<uuid:key>/close/", cases.close_case, name="close_case"),
    path("statistics/", statistics.this_year, name="statistics"),
    path("statistics/<int:year>/", statistics.year, name="statistics_of"),
    path("statistics/<int:year>/tajawub.csv", statistics.export, name="statistics_export"),
    path("duty/", duty.duty, name="duty"),
    path("duty/shifts/<int:key>/end/", duty.end_shift, name="end_shift"),
    path("duty/<slug:about>/", duty.called, name="called"),
    path("oral/", oral.oral_requests, name="oral_requests"),
    path("oral/new/", oral.record_oral, name="record_oral"),
    path("oral/<uuid:key>/", oral.oral, name="oral"),
    path("oral/<uuid:key>/confirm/", oral.confirm_oral, name="confirm_oral"),
    path("node/", nodepage.node, name="node"),
    path("node/accounts/<str:state>/", nodepage.exchange_account, name="exchange_account"),
]
